.open --readonly warehouse/ucap.duckdb

SELECT schema_name, view_name AS name, comment FROM duckdb_views() WHERE NOT internal
UNION ALL
SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal
ORDER BY ALL;

SELECT lead.city_name AS lead_city, partner.city_name AS partner_city
FROM fact_partnership AS p
JOIN dim_city AS lead ON lead.city_id = p.lead_city_id
JOIN dim_city AS partner ON partner.city_id = p.partner_city_id
ORDER BY ALL;
