-- 13. Do both sides of a pair tell the same?
--
-- Pairs of cities of which each leads a plan. Where the plans of one don't name the other as partner, its side has 0 plans
-- and no values.
--
-- city: text | one of the two cities
--   SELECT DISTINCT unnest([first_city, other_city]) AS city FROM report.city_pair_comparison ORDER BY city
SELECT
    pair,
    first_plans, other_plans,
    first_start, other_start,
    first_end, other_end,
    first_themes, other_themes,
    first_agreement, other_agreement
FROM report.city_pair_comparison
WHERE $city IN (first_city, other_city)
