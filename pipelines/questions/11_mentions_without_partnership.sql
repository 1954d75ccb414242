-- 11. Which cities are mentioned without being declared partners?
--
-- Cities that a plan's activities or expected results name, though the head of its form doesn't.
--
-- city: text | lead city
--   SELECT DISTINCT lead_city FROM report.plan_overview ORDER BY lead_city
SELECT lead_city, string_agg(mentioned_city, ', ' ORDER BY mentioned_city) AS mentioned_cities
FROM report.mention_without_partnership
WHERE lead_city = $city
GROUP BY lead_city
ORDER BY lead_city
