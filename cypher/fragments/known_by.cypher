// Whether a source was published by the day asked for; one without a date counts as published
//
// gives known_by(source)
// param as_of date = today -- include only deals in force on this date
coalesce(source.published <= $as_of, true)
