// The hops between the firms asked for, in their order, along which no deal goes, if they are no loop
//
// Each is its place, counted from 0. There are none if these firms alone are a loop in any order.
//
// gives missing_hops
// needs asked, loop, pays
// use loop_through
LET missing_hops = [at IN range(0, size(asked) - 1)
  WHERE size(loop) <> size(asked) AND size(asked) > 1
    AND none(hop IN pays[asked[at]] WHERE hop[0] = asked[(at + 1) % size(asked)])]
