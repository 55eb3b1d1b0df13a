// The first three of a list of ids, in words
//
// gives first_three(ids)
reduce(text = ids[0], id IN ids[1..3] | text + ', ' + id) + CASE WHEN size(ids) > 3 THEN ', …' ELSE '' END
