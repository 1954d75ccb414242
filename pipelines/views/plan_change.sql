-- One row is one thing that differs between two consecutive versions of a plan, the latest changes first.
--
-- lead_city: city whose plan it is
-- changed_at: when the later version was first loaded (UTC)
-- from_version: number of the earlier version of the plan
-- to_version: number of the later version
-- part: part of the plan that differs, e.g. `plan`, `activity 2.1`, `partner city`, `SDG 11`
-- field: what differs of it; of a part that was added or removed only its words are shown
-- change: added, removed or changed
-- old_value: what the earlier version says
-- new_value: what the later version says
-- old_file: file of the earlier version
-- new_file: file of the later version
-- plan_id: key of the plan; history.change has every field
WITH names AS (
    SELECT city_id, min(city_name) AS city_name
    FROM (
        SELECT city_id, city_name FROM main.dim_city
        UNION ALL
        SELECT city_id, city_name FROM history.dim_city
    )
    GROUP BY city_id
), leads AS (
    SELECT plan_id, lead_city_id FROM main.dim_plan
    UNION
    SELECT plan_id, lead_city_id FROM history.dim_plan
), told AS (
    SELECT
        *,
        substr(row_id, length(plan_id) + 2) AS place,
        coalesce(nullif(regexp_extract(row_id, '/t([0-9]+)(/|$)', 1), ''), '') AS theme
    FROM history.change
    WHERE change = 'changed'
        OR (table_name, column_name) IN (
            ('fact_partnership', 'partner_city_id'),
            ('fact_theme', 'heading'),
            ('fact_theme', 'description'),
            ('fact_sdg_tag', 'raw_text'),
            ('fact_urban_agenda_tag', 'raw_text'),
            ('fact_statement', 'text'),
            ('fact_activity', 'date_raw'),
            ('fact_activity', 'description'),
            ('fact_result', 'description'),
            ('bridge_activity_city', 'is_partner'),
            ('bridge_result_city', 'is_partner')
        )
)
SELECT
    lead.city_name AS lead_city,
    told.changed_at,
    told.from_version,
    told.to_version,
    CASE told.table_name
        WHEN 'dim_plan' THEN 'plan'
        WHEN 'fact_partnership' THEN 'partner city ' || coalesce(city.city_name, told.place)
        WHEN 'fact_theme' THEN 'theme ' || told.theme
        WHEN 'fact_sdg_tag' THEN 'SDG ' || split_part(told.place, '/', 3)
            || CASE WHEN told.theme = '' THEN '' ELSE ' in theme ' || told.theme END
        WHEN 'fact_urban_agenda_tag' THEN 'topic ' || replace(split_part(told.place, '/', 3), '_', ' ')
            || CASE WHEN told.theme = '' THEN '' ELSE ' in theme ' || told.theme END
        WHEN 'fact_statement' THEN replace(told.place, '/', ' ')
        WHEN 'fact_activity' THEN 'activity ' || substr(told.place, 2)
        WHEN 'fact_result' THEN 'result ' || substr(told.place, 2)
        WHEN 'bridge_activity_city' THEN 'activity ' || substr(split_part(told.place, '/', 1), 2)
        WHEN 'bridge_result_city' THEN 'result ' || substr(split_part(told.place, '/', 1), 2)
    END AS part,
    CASE
        WHEN told.table_name LIKE 'bridge_%' AND told.change <> 'changed' THEN 'city named'
        WHEN told.table_name LIKE 'bridge_%' THEN coalesce(city.city_name, split_part(told.place, '/', 2)) || ': ' || replace(told.column_name, '_', ' ')
        WHEN told.column_name = 'partner_city_id' THEN 'city'
        ELSE replace(told.column_name, '_', ' ')
    END AS field,
    told.change,
    CASE
        WHEN told.old_value IS NULL THEN NULL
        WHEN told.column_name = 'partner_city_id' OR (told.table_name LIKE 'bridge_%' AND told.change <> 'changed')
            THEN coalesce(city.city_name, told.old_value)
        ELSE told.old_value
    END AS old_value,
    CASE
        WHEN told.new_value IS NULL THEN NULL
        WHEN told.column_name = 'partner_city_id' OR (told.table_name LIKE 'bridge_%' AND told.change <> 'changed')
            THEN coalesce(city.city_name, told.new_value)
        ELSE told.new_value
    END AS new_value,
    earlier.file_name AS old_file,
    later.file_name AS new_file,
    told.plan_id
FROM told
JOIN history.plan_version AS earlier ON earlier.plan_id = told.plan_id AND earlier.version = told.from_version
JOIN history.plan_version AS later ON later.plan_id = told.plan_id AND later.version = told.to_version
LEFT JOIN leads ON leads.plan_id = told.plan_id
LEFT JOIN names AS lead ON lead.city_id = leads.lead_city_id
LEFT JOIN names AS city ON city.city_id = CASE
    WHEN told.table_name = 'fact_partnership' THEN told.place
    WHEN told.table_name LIKE 'bridge_%' THEN split_part(told.place, '/', 2)
END
ORDER BY told.changed_at DESC, told.plan_id, told.to_version DESC, part, field
