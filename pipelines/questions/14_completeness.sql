-- 14. How complete is each field over all plans, and how did it change with the loads?
--
-- One row for each load and field, the latest load first. `withheld`: the source states it, but it can't be read for certain
-- or can't be right. `stated_more`: how many more plans state it than at the load before.
--
-- field: text | field of the form
--   SELECT DISTINCT field FROM report.field_completeness ORDER BY field
SELECT load, field, plans, stated, withheld, not_stated, share_stated, stated_more
FROM report.field_completeness_by_load
WHERE field = $field
