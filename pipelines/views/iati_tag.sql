-- One row is one Sustainable Development Goal that a plan states, as the element `tag` of an IATI activity.
--
-- plan_id: key of the plan in dim_plan; each plan is one IATI activity
-- lead_city: city whose plan it is
-- vocabulary: code in IATI's codelist TagVocabulary; 2 is the UN Sustainable Development Goals
-- code: code of the goal in that vocabulary, its number
-- narrative: short title of the goal
-- sections: sections of the form that state it, in alphabetical order: related, themes
-- source_words: how the plan writes it, at its first place
SELECT
    tag.plan_id,
    city.city_name AS lead_city,
    goal.iati_tag_vocabulary AS vocabulary,
    CAST(tag.sdg_goal AS VARCHAR) AS code,
    goal.title AS narrative,
    string_agg(DISTINCT tag.section, ', ' ORDER BY tag.section) AS sections,
    arg_min(tag.raw_text, tag.source_start) AS source_words
FROM main.fact_sdg_tag AS tag
JOIN main.dim_sdg AS goal USING (sdg_goal)
JOIN main.dim_plan AS plan USING (plan_id)
JOIN main.dim_city AS city ON city.city_id = plan.lead_city_id
GROUP BY tag.plan_id, city.city_name, goal.iati_tag_vocabulary, tag.sdg_goal, goal.title
ORDER BY lead_city, tag.plan_id, tag.sdg_goal
