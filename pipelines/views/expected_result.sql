-- One row is one expected result of one plan; a plan that expects none has one row without a result.
--
-- lead_city: city whose plan it is
-- number: place of the result in the plan's list, counted from 1; NULL where the plan expects none
-- result: the expected result in the source's words; NULL where the plan expects none
-- partners: partner cities that the result names, in alphabetical order
-- other_cities: other cities that it names besides the lead, in alphabetical order
-- agreement_expected: true where it tells of an agreement that is still to come
-- words_for_none: the source's words where it says that there are none, e.g. `Currently none.`
-- period_end: last day of the plan's period; NULL while it is open
-- file_name: file that describes the plan
-- result_id: key of the row in fact_result
-- plan_id: key of the plan in dim_plan
WITH cities AS (
    SELECT
        result_id,
        array_to_string(list_sort(list(city_name) FILTER (is_partner)), ', ') AS partners,
        array_to_string(list_sort(list(city_name) FILTER (NOT is_partner AND NOT is_lead)), ', ') AS other_cities,
        bool_or(has_expected_agreement) AS agreement_expected
    FROM main.bridge_result_city
    JOIN main.dim_city USING (city_id)
    GROUP BY result_id
), none_stated AS (
    SELECT plan_id, min(raw_text) AS words_for_none
    FROM audit.quality_issue
    WHERE code = 'no_results_stated' AND plan_id IS NOT NULL
    GROUP BY plan_id
)
SELECT
    lead.city_name AS lead_city,
    result.sequence AS number,
    result.description AS result,
    cities.partners,
    cities.other_cities,
    CASE WHEN result.result_id IS NOT NULL THEN coalesce(cities.agreement_expected, false) END AS agreement_expected,
    CASE WHEN result.result_id IS NULL THEN none_stated.words_for_none END AS words_for_none,
    plan.period_end,
    document.file_name,
    result.result_id,
    plan.plan_id
FROM main.dim_plan AS plan
JOIN main.dim_document AS document USING (document_id)
JOIN main.dim_city AS lead ON lead.city_id = plan.lead_city_id
LEFT JOIN main.fact_result AS result USING (plan_id)
LEFT JOIN cities USING (result_id)
LEFT JOIN none_stated USING (plan_id)
ORDER BY lead_city, plan.plan_id, result.sequence
