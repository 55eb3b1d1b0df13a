// Who sells to OpenAI, and for how much
//
// use REVENUE, in_force
CYPHER 25
MATCH order = (:Firm {id: 'openai'})-[edge:REVENUE]->(:Firm)
WHERE in_force(edge)
RETURN order
