// What a firm's loss is weighed against, revenue or inflow; null where neither is known
//
// gives basis_of(firm)
// needs revenues, inflows
CASE WHEN revenues[firm] > 0 THEN 'revenue' WHEN inflows[firm] > 0 THEN 'inflow' END
