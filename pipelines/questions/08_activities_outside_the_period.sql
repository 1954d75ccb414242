-- 8. Which activities lie outside their plan's period?
--
-- Only those that lie wholly outside.
--
-- city: text | lead city
--   SELECT DISTINCT lead_city FROM report.plan_overview ORDER BY lead_city
SELECT lead_city, date_words AS date, period, activity
FROM report.activity_timeline
WHERE is_outside_period
    AND lead_city = $city
