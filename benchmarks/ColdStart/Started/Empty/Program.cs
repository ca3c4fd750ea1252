// What the runtime takes at least: one byte, and the end.
using Stream output = Console.OpenStandardOutput();
output.WriteByte((byte)'.');
