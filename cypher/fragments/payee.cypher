// The id of the firm, or group, that is paid in a deal
//
// gives payee(deal)
// param by choice(firm|group) = firm -- with group, merge subsidiaries into their parent
CASE $by WHEN 'group' THEN endNode(deal).group ELSE endNode(deal).id END
