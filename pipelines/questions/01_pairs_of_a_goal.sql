-- 1. Which European and Chinese cities cooperate on a Sustainable Development Goal, and since when?
--
-- Every pair of cities of which a plan states the goal. `since` is the first day of the earliest such plan, `told_by` the
-- city whose plan it is.
--
-- sdg: integer = 11 | number of the goal
--   SELECT sdg_goal FROM dim_sdg ORDER BY sdg_goal
SELECT
    pair.european_city,
    pair.chinese_city,
    min(told.period_start) AS since,
    string_agg(DISTINCT told.lead_city, ', ' ORDER BY told.lead_city) AS told_by
FROM report.city_pair AS pair
JOIN report.partnership AS told USING (city_pair_id)
WHERE told.plan_id IN (SELECT plan_id FROM fact_sdg_tag WHERE sdg_goal = $sdg)
GROUP BY ALL
ORDER BY since, european_city, chinese_city
