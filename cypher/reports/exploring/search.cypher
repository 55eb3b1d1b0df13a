// Firms by name
//
// Firms of which the name or an alias holds one of the words, begins with one (of two letters or
// more), or differs from one in a letter (of four or more; in two of eight or more), in any script.
// matched is the spelling that is nearest to what was asked for, and score says how good the match
// is: the best first, after a firm that is spelled just so.
//
// param text text -- what to look for, such as nvidia, coreweve or エヌビディア
// param limit int(1..1000) = 10 -- show at most so many firms
CYPHER 25
// Signs that mean something to the index are none to a person
LET signs = split('+ - & | ! ( ) { } [ ] ^ " ~ * ? : / \\ , ; . \'', ' ')
LET text = reduce(plain = toLower(normalize($text, NFKC)), sign IN signs | replace(plain, sign, ' '))
LET words = [word IN split(text, ' ') WHERE word <> '']
FILTER words <> []
LET wanted = reduce(query = '', word IN words | query + '"' + word + '"^4 ' + CASE
  WHEN NOT word =~ '[\\p{L}\\p{N}]{2,}' THEN ''
  WHEN size(word) > 7 THEN word + '*^2 ' + word + '~2 '
  WHEN size(word) > 3 THEN word + '*^2 ' + word + '~1 '
  ELSE word + '*^2 '
END)
CALL db.index.fulltext.queryNodes('firm_names', wanted) YIELD node AS firm, score
LET asked = reduce(joined = '', word IN words | joined + word)
CALL (firm, asked, signs) {
  UNWIND [firm.name] + coalesce(firm.aliases, []) AS spelling
  LET plain = reduce(plain = toLower(normalize(spelling, NFKC)), sign IN signs + ' ' | replace(plain, sign, ''))
  LET pairs = [index IN range(0, size(plain) - 2) | substring(plain, index, 2)]
  LET shared = size([index IN range(0, size(asked) - 2) WHERE substring(asked, index, 2) IN pairs])
  RETURN spelling AS matched, plain = asked AS is_exact
  ORDER BY is_exact DESC, toFloat(shared) / (size(pairs) + size(asked)) DESC, spelling
  LIMIT 1
}
RETURN firm.id AS firm, firm.name AS name, matched, round(score, 2) AS score
ORDER BY is_exact DESC, score DESC, firm
LIMIT $limit
