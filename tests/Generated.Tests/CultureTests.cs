using System.Globalization;
using TypedMq.Tests.Catalogue;

namespace TypedMq.Tests;

/// <summary>The culture of the machine changes no byte: signs, separators, digits and calendars differ.</summary>
public class CultureTests
{
    [Theory]
    [InlineData("tr-TR")]
    [InlineData("fi-FI")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("de-CH")]
    public void Every_contract_is_written_and_read_alike_in_any_culture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        foreach (ZooContract contract in ZooContract.All.Values)
        {
            object value = Values.Make(contract, seed: 1, size: 8);
            byte[] expected = contract.Write(value);
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            try
            {
                Assert.Equal(expected, contract.Write(value));
                Assert.Null(Likeness.Difference(value, contract.Read(expected)));
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }
}
