// The id of a firm, or with --by group that of the parent that it belongs to
//
// gives party(firm)
// param by choice(firm|group) = firm -- with group, merge subsidiaries into their parent
CASE $by WHEN 'group' THEN firm.group ELSE firm.id END
