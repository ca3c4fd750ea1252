namespace HostWatch;

/// <summary>A role does not stay up.</summary>
/// <param name="message">Which one, and what it said.</param>
internal sealed class RoleFailedException(string message) : Exception(message);
