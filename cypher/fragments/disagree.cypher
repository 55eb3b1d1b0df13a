// Whether two of several amounts that are not doubtful do not overlap even if each is widened by 5 %
//
// gives disagree(amounts)
any(one IN amounts WHERE NOT one.doubtful AND any(other IN amounts WHERE
  NOT other.doubtful AND one.high * 1.05 < other.low * 0.95))
