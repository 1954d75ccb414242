-- 7. How many dated activities does each lead city report, by type and year?
--
-- `top_level` leaves out the sub-items of other activities.
--
-- city: text | lead city
--   SELECT DISTINCT lead_city FROM report.plan_overview ORDER BY lead_city
SELECT
    lead_city,
    year(start_date) AS year,
    activity_type,
    count(*) AS activities,
    count(*) FILTER (NOT is_sub_item) AS top_level
FROM report.activity_timeline
WHERE start_date IS NOT NULL
    AND lead_city = $city
GROUP BY ALL
ORDER BY lead_city, year, activity_type
