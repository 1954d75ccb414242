-- One row is one agreement between two cities that an activity or an expected result tells of, the signed ones first.
-- Who agrees: the cities named in the sentence, the lead's side with the other side; the lead where its side isn't named.
--
-- status: signed, or expected where it is still to come
-- pair: both cities, the European one first; NULL where the text names no city to agree with
-- european_city: European city of the pair; NULL unless the other is Chinese
-- chinese_city: Chinese city of the pair; NULL unless the other is European
-- start_date: first day of the date of the activity that tells of it; NULL where it has none, and for results
-- end_date: last day of this date
-- date_words: this date in the source's words, for a sub-item those of the activity above it
-- lead_city: city whose plan tells of it
-- told_in: activity or result
-- text: the activity or result in the source's words
-- file_name: file that describes the plan
-- city_pair_id: both city_ids in alphabetical order, joined by `|`, as in fact_partnership
-- row_id: key of the row in fact_activity or fact_result
-- plan_id: key of the plan in dim_plan
WITH told AS (
    SELECT activity_id AS row_id, plan_id, city_id, 'signed' AS status
    FROM main.bridge_activity_city
    WHERE has_signed_agreement
    UNION ALL
    SELECT activity_id, plan_id, city_id, 'expected' FROM main.bridge_activity_city WHERE has_expected_agreement
    UNION ALL
    SELECT result_id, plan_id, city_id, 'signed' FROM main.bridge_result_city WHERE has_signed_agreement
    UNION ALL
    SELECT result_id, plan_id, city_id, 'expected' FROM main.bridge_result_city WHERE has_expected_agreement
    UNION ALL
    SELECT activity_id, plan_id, NULL, 'signed' FROM main.fact_activity WHERE activity_type = 'agreement'
), cities AS (
    SELECT city_id, city_name, programme_side FROM main.dim_city JOIN main.dim_country USING (country_code)
), parties AS (
    SELECT
        told.row_id,
        told.status,
        told.plan_id,
        told.city_id,
        plan.lead_city_id,
        party.programme_side = lead.programme_side AS is_of_leads_side
    FROM told
    JOIN main.dim_plan AS plan USING (plan_id)
    JOIN cities AS lead ON lead.city_id = plan.lead_city_id
    LEFT JOIN cities AS party ON party.city_id = told.city_id
), agreements AS (
    SELECT
        row_id,
        status,
        any_value(plan_id) AS plan_id,
        any_value(lead_city_id) AS lead_city_id,
        coalesce(bool_or(is_of_leads_side), false) AS names_leads_side,
        coalesce(bool_or(NOT is_of_leads_side), false) AS names_other_side
    FROM parties
    GROUP BY row_id, status
), pairs AS (
    SELECT here.row_id, here.status, here.city_id, there.city_id AS other_city_id
    FROM parties AS here
    JOIN parties AS there USING (row_id, status)
    WHERE here.is_of_leads_side AND NOT there.is_of_leads_side
    UNION ALL
    SELECT row_id, status, lead_city_id, city_id
    FROM parties
    JOIN agreements USING (row_id, status, lead_city_id)
    WHERE city_id <> lead_city_id AND NOT (names_leads_side AND names_other_side)
), items AS (
    SELECT
        activity.activity_id AS row_id,
        'activity' AS told_in,
        activity.start_date,
        activity.end_date,
        coalesce(activity.date_raw, above.date_raw) AS date_words,
        activity.description AS text,
        activity.source_start
    FROM main.fact_activity AS activity
    LEFT JOIN main.fact_activity AS above
        ON above.activity_id = activity.parent_activity_id AND activity.date_is_inherited
    UNION ALL
    SELECT result_id, 'result', NULL, NULL, NULL, description, source_start FROM main.fact_result
), named AS (
    SELECT
        pairs.row_id,
        pairs.status,
        one.city_id || '|' || other.city_id AS city_pair_id,
        one.city_name AS one,
        other.city_name AS other,
        one.programme_side = 'europe' AND other.programme_side = 'china' AS is_european_chinese,
        one.programme_side = 'china' AND other.programme_side = 'europe' AS is_chinese_european
    FROM pairs
    JOIN cities AS one ON one.city_id = least(pairs.city_id, pairs.other_city_id)
    JOIN cities AS other ON other.city_id = greatest(pairs.city_id, pairs.other_city_id)
)
SELECT
    agreement.status,
    CASE WHEN is_chinese_european THEN other || ' – ' || one ELSE one || ' – ' || other END AS pair,
    CASE WHEN is_european_chinese THEN one WHEN is_chinese_european THEN other END AS european_city,
    CASE WHEN is_european_chinese THEN other WHEN is_chinese_european THEN one END AS chinese_city,
    item.start_date,
    item.end_date,
    item.date_words,
    lead.city_name AS lead_city,
    item.told_in,
    item.text,
    document.file_name,
    named.city_pair_id,
    agreement.row_id,
    agreement.plan_id
FROM agreements AS agreement
JOIN items AS item USING (row_id)
JOIN main.dim_plan AS plan USING (plan_id)
JOIN main.dim_document AS document USING (document_id)
JOIN cities AS lead ON lead.city_id = plan.lead_city_id
LEFT JOIN named USING (row_id, status)
ORDER BY agreement.status DESC, item.start_date NULLS LAST, lead_city, agreement.plan_id, item.source_start, pair
