// Whether two of several amounts do not overlap even if each is widened by 5 %
//
// gives disagree(amounts)
any(one IN amounts WHERE any(other IN amounts WHERE one.high * 1.05 < other.low * 0.95))
