// Firms by name
//
// Firms whose name or alias contains a word of the text, in any script. A word also matches one
// that begins with it (if it has two letters or more) or that differs from it in one letter (four
// letters or more) or two (eight or more).
//
// matched is the spelling closest to the text, and score the quality of the match. The best match
// comes first, but a firm with exactly this name or alias comes before all others.
//
// key firm
// param text text -- the text to search for, such as nvidia, coreweve or エヌビディア
// param limit int(1..1000) = 10 -- show at most this many firms
CYPHER 25
// Characters with a meaning in the query syntax of the index are ignored
LET signs = split('+ - & | ! ( ) { } [ ] ^ " ~ * ? : / \\ , ; . \'', ' ')
LET text = reduce(plain = toLower(normalize($text, NFKC)), sign IN signs | replace(plain, sign, ' '))
LET words = [word IN split(text, ' ') WHERE word <> '']
FILTER words <> []
LET index_query = reduce(query = '', word IN words | query + '"' + word + '"^4 ' + CASE
  WHEN NOT word =~ '[\\p{L}\\p{N}]{2,}' THEN ''
  WHEN size(word) > 7 THEN word + '*^2 ' + word + '~2 '
  WHEN size(word) > 3 THEN word + '*^2 ' + word + '~1 '
  ELSE word + '*^2 '
END)
CALL db.index.fulltext.queryNodes('firm_names', index_query) YIELD node AS firm, score
LET joined_text = reduce(joined = '', word IN words | joined + word)
CALL (firm, joined_text, signs) {
  UNWIND [firm.name] + coalesce(firm.aliases, []) AS spelling
  LET plain = reduce(plain = toLower(normalize(spelling, NFKC)), sign IN signs + ' ' | replace(plain, sign, ''))
  LET pairs = [index IN range(0, size(plain) - 2) | substring(plain, index, 2)]
  LET shared = size([index IN range(0, size(joined_text) - 2) WHERE substring(joined_text, index, 2) IN pairs])
  RETURN spelling AS matched, plain = joined_text AS is_exact
  ORDER BY is_exact DESC, toFloat(shared) / (size(pairs) + size(joined_text)) DESC, spelling
  LIMIT 1
}
RETURN firm.id AS firm, firm.name AS name, matched, round(score, 2) AS score
ORDER BY is_exact DESC, score DESC, firm
LIMIT $limit
