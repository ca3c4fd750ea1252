namespace Samples;

/// <summary>A role does not stay up.</summary>
/// <param name="message">Which one, and what it said.</param>
public sealed class RoleFailedException(string message) : Exception(message);
