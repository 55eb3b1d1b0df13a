// Removes the hashes of the lines that wrote these deals
//
// The deals, or statements about them, have changed. So a line with such a hash has to be compared with
// the graph again.
//
// param ids list -- ids of deals
CYPHER 25
UNWIND $ids AS id
MATCH (:Deal {id: id})<-[touched:TOUCHED]-()
REMOVE touched.lines
