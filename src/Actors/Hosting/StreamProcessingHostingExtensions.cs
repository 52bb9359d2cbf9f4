using Akka.Actor;
using Akka.Hosting;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Hosting;

namespace AkkaStreamProc;

/// <summary>Adds the stream processor to an actor system that Akka.Hosting starts.</summary>
public static class StreamProcessingHostingExtensions
{
    /// <summary>
    /// Gives the actor system the settings of the stream processor, starts it with the system, submits the jobs of the
    /// options, and stops them with a savepoint before the node leaves its cluster.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The host does not wait for the jobs: <see cref="StreamJobs"/> has their handles, and a submission that fails is
    /// logged as an error. What the application configures itself, before or after this call, has precedence over
    /// the defaults; options that are set have precedence over both.
    /// </para>
    /// <para>Call it once for a system.</para>
    /// </remarks>
    /// <param name="builder">The system that is being configured.</param>
    /// <param name="configure">Sets the options.</param>
    /// <example>
    /// <code>
    /// services.AddAkka("streams", builder => builder.WithStreamProcessing(options =>
    /// {
    ///     options.DataDirectory = "data";
    ///     options.AddJob(system => Visits.Declare(system));
    /// }));
    /// </code>
    /// </example>
    public static AkkaConfigurationBuilder WithStreamProcessing(this AkkaConfigurationBuilder builder, Action<StreamProcessingOptions>? configure = null)
    {
        var options = new StreamProcessingOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.StopTimeout, TimeSpan.Zero);
        return builder
            .AddHocon(StreamProcessingHocon.Of(options), HoconAddMode.Prepend)
            .AddHocon(StreamProcessingConfig.Defaults, HoconAddMode.Append)
            .AddStartup((system, _) => StreamJobs.For(system).Start(options.Jobs));
    }
}
