// What each firm's default takes through the chosen channels: `losses` without the others
//
// gives lost_with
// use losses
// param channels list of choice(orders|capital|exposure) = ["orders"] -- which losses of other firms to include
LET lost_with = [taken IN losses | [loss IN taken WHERE loss.channel IN $channels]]
