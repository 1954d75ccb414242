-- One row is one partner city of one plan: who works with whom, and what has come of it so far.
--
-- lead_city: city whose plan it is
-- lead_country: its country
-- partner_city: the partner
-- partner_country: its country
-- period: the plan's period in the source's words
-- period_start: first day of the period
-- period_end: last day of the period; NULL while it is open
-- activities: activities of this plan, sub-items included, that name the partner
-- results: expected results of this plan that name the partner
-- agreement_signed: true where the plan tells of an agreement signed with the partner
-- agreement_expected: true where the plan tells of an agreement with the partner that is still to come
-- plans_of_pair: number of plans, from either side, in which the two cities are lead and partner
-- file_name: file that describes the plan
-- partnership_id: key of the row in fact_partnership
-- plan_id: key of the plan in dim_plan
-- city_pair_id: both city_ids in alphabetical order, joined by `|`: the same from either side
SELECT
    lead.city_name AS lead_city,
    lead_country.country_name AS lead_country,
    partner.city_name AS partner_city,
    partner_country.country_name AS partner_country,
    plan.period_raw AS period,
    plan.period_start,
    plan.period_end,
    partnership.activity_count AS activities,
    partnership.result_count AS results,
    partnership.has_signed_agreement AS agreement_signed,
    partnership.has_expected_agreement AS agreement_expected,
    count(*) OVER (PARTITION BY partnership.city_pair_id) AS plans_of_pair,
    document.file_name,
    partnership.partnership_id,
    partnership.plan_id,
    partnership.city_pair_id
FROM main.fact_partnership AS partnership
JOIN main.dim_plan AS plan USING (plan_id)
JOIN main.dim_document AS document ON document.document_id = plan.document_id
JOIN main.dim_city AS lead ON lead.city_id = partnership.lead_city_id
JOIN main.dim_country AS lead_country ON lead_country.country_code = lead.country_code
JOIN main.dim_city AS partner ON partner.city_id = partnership.partner_city_id
JOIN main.dim_country AS partner_country ON partner_country.country_code = partner.country_code
ORDER BY lead_city, plan.period_start, plan.plan_id, partnership.position
