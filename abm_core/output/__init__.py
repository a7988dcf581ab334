"""What leaves the workbench: charts, Excel files."""
