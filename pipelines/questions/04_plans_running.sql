-- 4. Which plans were running on a given day?
--
-- A plan whose period has a start and no end is running from its start on (`is_open`).
--
-- day: date = 2020-03-01 | the day, written `2020-03-01`
SELECT lead_city, partner_cities, period_start, period_end, is_open
FROM report.plan_overview
WHERE period_start <= $day
    AND (is_open OR period_end >= $day)
ORDER BY period_start, lead_city
