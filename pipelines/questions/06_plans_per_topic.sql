-- 6. How many plans state each topic of the Urban Agenda for the EU?
--
-- All 20 topics, the most frequent first.
--
SELECT topic, plans, lead_cities
FROM report.urban_agenda_coverage
