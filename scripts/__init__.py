"""Scripts that make bundled data or measure; none is needed to use Sousveil."""
