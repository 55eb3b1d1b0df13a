// Figures about OpenAI for which sources state different amounts
CYPHER 25
MATCH stated = (:Source)-[states:STATES]->(figure:Figure {contested: true})
WHERE states.currency IS NOT NULL AND NOT states.doubtful
MATCH firm = (figure)-[:ABOUT]->(:Firm {id: 'openai'})
RETURN stated, firm
