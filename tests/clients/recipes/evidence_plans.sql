SELECT lead_city, partner_cities, period_start, period_end, population, area_km2, warnings
FROM report.plan_overview
ORDER BY lead_city
