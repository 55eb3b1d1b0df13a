// Whether a deal has ended by the day asked for, or a figure has been replaced by a later one
//
// gives is_over(thing)
// use replaced_by
// param as_of date = today -- include only deals in force on this date
CASE WHEN thing:Deal THEN coalesce(thing.until <= $as_of, thing.status = 'terminated')
ELSE replaced_by(thing) IS NOT NULL END
