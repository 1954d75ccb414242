-- 10. What does each city expect, and who expects nothing?
--
-- A plan that expects nothing has one row without a result, with the words in which it says so.
--
-- city: text | lead city
--   SELECT DISTINCT lead_city FROM report.plan_overview ORDER BY lead_city
SELECT lead_city, number, result, partners, words_for_none
FROM report.expected_result
WHERE lead_city = $city
