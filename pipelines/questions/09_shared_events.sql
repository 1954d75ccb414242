-- 9. Which events appear in several plans?
--
-- Activities of different plans in the same month that name the same cities.
--
-- city: text | lead city of one of the plans
--   SELECT DISTINCT lead_city FROM report.plan_overview ORDER BY lead_city
SELECT month, places, lead_cities, activities, activity_types
FROM report.shared_event
WHERE list_contains(string_split(lead_cities, ', '), $city)
