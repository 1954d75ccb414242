-- One row is one refresh of the warehouse, the latest first: what it saw, and what came with it.
--
-- started_at: when the refresh began (UTC)
-- seconds: how long it took until its tables were complete and checked
-- code_version: version of the code that made the tables
-- files_seen: files in the raw folder
-- files_new: contents of files that were first seen by this refresh, loaded or not
-- plans_loaded: plans that the warehouse held after it
-- plans_more: how many more plans that are than after the refresh before; negative where they became fewer
-- plans_new: plans that came with it, for the first time or again
-- plans_changed: plans that another document describes since; report.plan_change says what differs
-- plans_withdrawn: plans that no document described any more
-- duplicates: files that say what a loaded one says
-- quarantined: files that were set aside, with a reason in audit.arrival
-- rows_loaded: rows of the dimensions, facts and bridges
-- run_id: key of the refresh in audit.load_run
WITH arrivals AS (
    SELECT first_seen_at AS started_at, count(*) AS files_new FROM audit.arrival GROUP BY first_seen_at
), begun AS (
    SELECT valid_from AS started_at, count(*) AS versions FROM history.plan_version GROUP BY valid_from
), ended AS (
    SELECT
        valid_to AS started_at,
        count(*) FILTER (ended_as = 'superseded') AS superseded,
        count(*) FILTER (ended_as = 'withdrawn') AS withdrawn
    FROM history.plan_version
    WHERE valid_to IS NOT NULL
    GROUP BY valid_to
)
SELECT
    load.started_at,
    round(epoch(load.finished_at) - epoch(load.started_at), 1) AS seconds,
    load.code_version,
    load.documents_seen AS files_seen,
    coalesce(arrivals.files_new, 0) AS files_new,
    load.documents_loaded AS plans_loaded,
    load.documents_loaded - coalesce(lag(load.documents_loaded) OVER (ORDER BY load.started_at, load.run_id), 0) AS plans_more,
    coalesce(begun.versions, 0) - coalesce(ended.superseded, 0) AS plans_new,
    coalesce(ended.superseded, 0) AS plans_changed,
    coalesce(ended.withdrawn, 0) AS plans_withdrawn,
    load.documents_duplicate AS duplicates,
    load.documents_quarantined AS quarantined,
    load.rows_loaded,
    load.run_id
FROM audit.load_run AS load
LEFT JOIN arrivals USING (started_at)
LEFT JOIN begun USING (started_at)
LEFT JOIN ended USING (started_at)
ORDER BY load.started_at DESC, load.run_id
