-- 2. Which European city has the most Chinese partners?
--
-- Pairs of cities are counted, whichever of them leads the plan.
--
-- country: text | European country, as `report.city_pair` names it
--   SELECT DISTINCT european_country FROM report.city_pair WHERE european_country IS NOT NULL ORDER BY european_country
SELECT
    european_city,
    count(*) AS chinese_partners,
    string_agg(chinese_city, ', ' ORDER BY chinese_city) AS partners
FROM report.city_pair
WHERE european_city IS NOT NULL
    AND european_country = $country
GROUP BY european_city
ORDER BY chinese_partners DESC, european_city
