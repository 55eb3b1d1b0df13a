// What the article claims about amounts of deals, and the other sources that state them
CYPHER 25
MATCH claimed = (article:Source)-[:MAKES]->(:Claim {kind: 'amount'})-[:CONCERNS]->(deal:Deal)
MATCH stated = (deal)<-[states:STATES]-(source:Source)
WHERE source <> article AND states.currency IS NOT NULL
RETURN claimed, stated
