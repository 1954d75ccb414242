-- 14. How complete is each field over all plans, and how did it change with the loads?
--
-- `withheld`: the source states it, but it can't be read for certain or can't be right.
--
SELECT field, plans, stated, withheld, not_stated, share_stated
FROM report.field_completeness
