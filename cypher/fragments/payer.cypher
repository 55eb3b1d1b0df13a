// The id of the firm, or group, that pays in a deal
//
// gives payer(deal)
// param by choice(firm|group) = firm -- with group, merge subsidiaries into their parent
CASE $by WHEN 'group' THEN startNode(deal).group ELSE startNode(deal).id END
