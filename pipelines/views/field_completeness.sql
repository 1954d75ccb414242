-- One row is one field of the form, in its order: how many plans state it, and how many don't.
--
-- field: what the field is
-- plans: number of all plans
-- stated: plans that state it, with a value that can be read
-- withheld: plans whose source states it in words that can't be read for certain or can't be right
-- not_stated: plans whose source doesn't state it
-- share_stated: `stated` as a percentage of all plans, rounded to one decimal; NULL where there is no plan
-- table_name: table that holds the values
-- column_name: column that holds them; NULL where the field is a list of rows
SELECT field, plans, stated, withheld, not_stated, share_stated, table_name, column_name
FROM report.field_completeness_by_load
WHERE load = (SELECT count(*) FROM audit.load_run)
ORDER BY position
