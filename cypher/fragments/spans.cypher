// How much later than on its first day a period ends
//
// gives spans
LET spans = {
  month: duration('P1M-1D'), quarter: duration('P3M-1D'), half: duration('P6M-1D'), year: duration('P12M-1D')
}
