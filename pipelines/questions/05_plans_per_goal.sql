-- 5. How many plans state each Sustainable Development Goal?
--
-- All 17 goals, the most frequent first. A plan counts once, however often it states the goal.
--
SELECT sdg, title, plans, lead_cities
FROM report.sdg_coverage
ORDER BY plans DESC, sdg_goal
