-- 3. Which agreements were signed, and which are expected?
--
-- An agreement is between the cities that its sentence names; `date` is that of the activity that tells of it.
--
-- city: text | one of the two cities
--   SELECT DISTINCT unnest([european_city, chinese_city]) AS city FROM report.city_pair ORDER BY city
SELECT status, pair, date_words AS date, lead_city AS told_by, told_in
FROM report.agreement
WHERE $city IN (european_city, chinese_city)
