// A claim about the article itself: its title, author, day or address
//
// It is confirmed by the record of its source, and the source of a translation is named beside it.
//
// gives about_the_article(claim)
COLLECT {
  MATCH (own:Source)-[:MAKES]->(claim)
  LET same_day = COLLECT {
    MATCH (other:Source) WHERE other.published = own.published AND other <> own RETURN other.id ORDER BY other.id
  }
  RETURN {
    verdict: CASE WHEN own.title IS NULL OR own.publisher IS NULL THEN 'no other source' ELSE 'confirmed' END,
    why: 'about the article itself, which is ' + own.url
      + CASE WHEN same_day = [] THEN '' ELSE '; published the same day: ' + same_day[0] END
  }
}[0]
