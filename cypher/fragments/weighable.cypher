// Of what each firm's default takes from others, what takes from firms whose size is known
//
// gives weighable
// use lost_with
LET weighable = [taken IN lost_with | [loss IN taken WHERE sizes[loss.other] > 0]]
