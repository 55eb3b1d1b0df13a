// What the unpaid orders in a list of deals bring within twelve months; null where no amount is known
//
// gives due_of_orders(deals, years)
// use REVENUE, unpaid, due
reduce(sum = null, owed IN [[deal IN deals WHERE deal:REVENUE AND unpaid(deal, years) | due(deal, years)]] |
  CASE WHEN owed = [] OR any(amount IN owed WHERE amount IS NOT NULL)
    THEN reduce(total = 0, amount IN owed | total + coalesce(amount, 0)) END)
