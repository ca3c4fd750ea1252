using TypedMq;
using TypedMq.Conformance;

// The other process of the conformance tests: the name of a transport, then what the suite asks.
return ConformancePeer.Run(args[1..], options => options.UsePosix().UseSysV().UseFastMq().Transport = args[0]);
