// An amount in words, to a tenth of a billion US dollars
//
// gives billions(usd)
'$' + round(usd / 1e9, 1) + ' billion'
