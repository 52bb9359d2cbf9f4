namespace AkkaStreamProc;

/// <summary>A form in which a plan is written down.</summary>
public enum PlanFormat
{
    /// <summary>Text for people.</summary>
    Text,

    /// <summary>JSON for programs: vertices with their steps and operators, and the edges between them.</summary>
    Json,

    /// <summary>A flowchart in the language of Mermaid, for documents and dashboards.</summary>
    Mermaid,
}
